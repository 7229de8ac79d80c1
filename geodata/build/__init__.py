"""How ``geodata/borders`` was made: one script per edition. Nothing here runs when the tool is used."""

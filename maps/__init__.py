"""Shows: Folium maps, the claim page, the dossier, as self-contained HTML."""

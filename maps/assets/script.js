// Says that scripts run, before anything is drawn: without it pages show their still pictures.
document.documentElement.classList.add("js");

"""How English dates and hours are written here: 18 November 2026, 20:30."""

TIME_FORMAT = "H:i"
DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j M"
DATETIME_FORMAT = "j F Y, H:i"

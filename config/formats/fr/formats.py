"""How French dates and hours are written here: 18 novembre 2026, 20 h 30."""

TIME_FORMAT = "G\xa0\\h\xa0i"
DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j N"
DATETIME_FORMAT = "j F Y à G\xa0\\h\xa0i"

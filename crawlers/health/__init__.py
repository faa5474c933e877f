"""How a source is: rows of its visits in, state and reason out; here silence is an alarm.

`rules` judges and knows neither database nor clock; `record` reads the rows and stores what comes out,
at the end of each visit and, by `watch`, for sources that no visit ends for.
"""

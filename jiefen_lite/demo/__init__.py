"""The invented centre: writes sample workbooks the way real offices do, and knows the truth behind them."""

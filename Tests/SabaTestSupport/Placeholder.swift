public import SabaNumerics

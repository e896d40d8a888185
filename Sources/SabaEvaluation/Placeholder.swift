internal import Saba

"""Offsets of time zones from UTC on either side of each change, by Python's zoneinfo."""
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, reset_tzpath

from common import emit

# The pinned package, not what the machine has.
reset_tzpath(to=[])

# Zones whose rules have been settled for years: daylight saving time north and south of the equator, by half an
# hour, none at all, abolished, moved over the date line, and offsets of quarters of an hour.
ZONES = [
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo", "America/Sao_Paulo",
    "Pacific/Apia", "Asia/Kathmandu", "Africa/Johannesburg", "Europe/Dublin", "Pacific/Chatham",
]
START = datetime(1970, 1, 1, tzinfo=timezone.utc)
END = datetime(2060, 1, 1, tzinfo=timezone.utc)


def offset(zone, seconds):
    return int(datetime.fromtimestamp(seconds, zone).utcoffset().total_seconds())


def changes(zone):
    """Times of change with the offsets from then on, found by halving days."""
    result = []
    start = int(START.timestamp())
    last = offset(zone, start)
    for day in range(start + 86_400, int(END.timestamp()), 86_400):
        now = offset(zone, day)
        if now == last:
            continue
        before, after = day - 86_400, day
        while after - before > 1:
            middle = (before + after) // 2
            if offset(zone, middle) == last:
                before = middle
            else:
                after = middle
        result.append([after, now])
        last = now
    return result


def local_times(zone, count):
    """What clocks show at times spread over the years: seconds, then year, month, day, weekday, second of the day."""
    result = []
    for index in range(count):
        seconds = int(START.timestamp()) + index * 97_654_321 % 2_840_000_000
        local = datetime.fromtimestamp(seconds, zone)
        result.append([
            seconds, local.year, local.month, local.day, local.isoweekday(),
            local.hour * 3600 + local.minute * 60 + local.second,
        ])
    return result


zones = []
for name in ZONES:
    zone = ZoneInfo(name)
    zones.append({
        "identifier": name,
        "firstOffset": offset(zone, int(START.timestamp())),
        "changes": changes(zone),
        "localTimes": local_times(zone, 40),
    })
emit(["tzdata"], 0, end=int(END.timestamp()), zones=zones)

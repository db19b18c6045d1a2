"""The version of this package: written here and read by the build of the wheel."""

VERSION = "0.5.0"

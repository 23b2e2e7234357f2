"""What Schemathesis has to be told of the API: a declaration of a source is a text."""

import schemathesis


@schemathesis.serializer("application/toml")
def toml(context, value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")

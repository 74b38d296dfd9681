from ninja import NinjaAPI
def build(routers):
    return NinjaAPI(urls_namespace="api", docs_url=None)

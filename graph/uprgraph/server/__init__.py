"""The store on the web: SPARQL 1.1 Protocol, linked data, the catalogue over HTTP and an explorer."""

package dev.tidings.admin;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.store.EndpointStore;
import java.util.Optional;

/** How a request names an endpoint. */
public sealed interface EndpointRef {
    /** Blocks. */
    Optional<Endpoint> find(EndpointStore store);

    /** Returns the form for messages. */
    String shown();

    /** By recipient, channel and name. */
    record ByKey(EndpointKey key) implements EndpointRef {
        @Override
        public Optional<Endpoint> find(EndpointStore store) {
            return store.find(key);
        }

        @Override
        public String shown() {
            return key.shown();
        }
    }

    /** By its id. */
    record ById(String tenant, EndpointId id) implements EndpointRef {
        @Override
        public Optional<Endpoint> find(EndpointStore store) {
            return store.find(tenant, id);
        }

        @Override
        public String shown() {
            return id.value();
        }
    }

    /** Returns the endpoint; throws a ProblemException if it does not exist. Blocks. */
    default Endpoint require(EndpointStore store) {
        return find(store).orElseThrow(this::unknown);
    }

    default RuntimeException unknown() {
        return Problem.notFound("endpoint", shown()).exception();
    }
}

package dev.tidings.console.page;

import dev.tidings.console.api.EndpointShown;
import java.util.Arrays;
import java.util.List;

/** What a viewer can do with an endpoint. */
public enum EndpointAction {
    TEST("test"),
    PAUSE("pause"),
    RESUME("resume"),
    ROTATE_SECRET("rotate-secret");

    private final String code;

    EndpointAction(String code) {
        this.code = code;
    }

    /** In addresses, and in the operation of the API. */
    public String code() {
        return code;
    }

    /** In the names of texts. */
    public String key() {
        return code.replace('-', '_');
    }

    static EndpointAction of(String code) {
        return Arrays.stream(values())
                .filter(one -> one.code.equals(code))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(code));
    }

    /** Whether it would change anything; the API decides. */
    boolean useful(EndpointShown endpoint) {
        return switch (this) {
            case TEST -> true;
            case PAUSE -> endpoint.pausedUntil() == null;
            case RESUME -> endpoint.pausedUntil() != null || endpoint.blocked() != null || endpoint.failures() != null;
            case ROTATE_SECRET -> endpoint.hasSecret();
        };
    }

    static List<EndpointAction> usefulFor(EndpointShown endpoint) {
        return Arrays.stream(values()).filter(action -> action.useful(endpoint)).toList();
    }
}

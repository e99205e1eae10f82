package dev.tidings.core.endpoint;

import dev.tidings.core.problem.Problem;
import java.util.Locale;

/** How the sends to an endpoint went lately. */
public enum EndpointCondition {
    /** The last attempt was sent, or there was none. */
    HEALTHY,
    /** The last attempt failed; the circuit is closed. */
    FAILING,
    /** Nothing is sent, or only a probe: the circuit is open or half open. */
    CIRCUIT_OPEN;

    private static final String EXPECTED = "healthy, failing or circuit_open";

    public static EndpointCondition of(boolean failing, boolean circuitOpen) {
        return circuitOpen ? CIRCUIT_OPEN : failing ? FAILING : HEALTHY;
    }

    /** Parses a code from a client. */
    public static EndpointCondition parse(String field, String code) {
        for (EndpointCondition condition : values()) {
            if (condition.code().equals(code)) {
                return condition;
            }
        }
        throw Problem.invalid(field, code, EXPECTED).exception();
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}

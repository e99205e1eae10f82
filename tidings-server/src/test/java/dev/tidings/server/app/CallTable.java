package dev.tidings.server.app;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.server.app.EdgeServer.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Calls by the operation of the OpenAPI document or the gRPC method that they make. */
abstract class CallTable {
    static final String GRPC = "/tidings.v1.";
    static final Duration HOUR = Duration.ofHours(1);

    final EdgeServer server;
    private final Map<String, Call> calls = new TreeMap<>();

    /** @param action what the call is recorded as in the audit log */
    record Call(String action, Supplier<Answer> made) {}

    CallTable(EdgeServer server) {
        this.server = server;
    }

    final Map<String, Call> all() {
        return calls;
    }

    final void add(String operation, String action, Supplier<Answer> call) {
        calls.put(operation, new Call(action, call));
    }

    final void method(String method, String action, Supplier<String> body) {
        String path = GRPC + method;
        add(path.substring(1), action, () -> server.post(path, body.get()));
    }

    final void addAll(CallTable others) {
        calls.putAll(others.calls);
    }

    final Answer patch(String path, String body) {
        return server.send(HttpMethod.PATCH, path, body.getBytes(StandardCharsets.UTF_8));
    }
}

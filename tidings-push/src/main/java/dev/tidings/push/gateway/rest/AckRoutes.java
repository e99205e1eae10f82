package dev.tidings.push.gateway.rest;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import dev.tidings.core.event.Ack;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.problem.Problem;
import dev.tidings.http.AcceptedParameters;
import dev.tidings.http.JsonBody;
import dev.tidings.http.ProblemAnswer;
import dev.tidings.http.RestResponses;
import dev.tidings.http.access.Principal;
import dev.tidings.json.JsonReader;
import dev.tidings.push.gateway.Acks;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/events/{id}/acks}: acknowledges an event. */
public final class AckRoutes {
    public static final AcceptedParameters PARAMETERS = AcceptedParameters.of("token");

    private final Acks acks;

    public AckRoutes(Acks acks) {
        this.acks = acks;
    }

    public HttpService acknowledge() {
        return (ctx, request) -> {
            Principal principal = Principal.of(ctx);
            String id = Objects.requireNonNull(ctx.pathParam("id"));
            return RestResponses.of(
                    request.aggregate()
                            .thenCompose(whole -> acks.acknowledge(new Ack(
                                    principal.tenant(),
                                    principal.recipient(),
                                    DeliveryId.parse("event_id", id),
                                    read(JsonBody.of(whole))))),
                    known -> known
                            ? HttpResponse.of(HttpStatus.NO_CONTENT)
                            : ProblemAnswer.of(Problem.notFound("event", id)));
        };
    }

    private static boolean read(byte[] body) {
        AtomicReference<@Nullable String> state = new AtomicReference<>();
        JsonReader.read(body, json -> {
            json.object("state", name -> {
                if (!name.equals("state")) {
                    return false;
                }
                state.set(json.text());
                return true;
            });
            return true;
        });
        return isRead(state.get());
    }

    /** Whether the state is {@code read}; throws a ProblemException for an unknown state. */
    public static boolean isRead(@Nullable String state) {
        boolean read = "read".equals(state);
        if (!read && !"delivered".equals(state)) {
            throw Problem.invalid("state", state, "delivered or read").exception();
        }
        return read;
    }
}

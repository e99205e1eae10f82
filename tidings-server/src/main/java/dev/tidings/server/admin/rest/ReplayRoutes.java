package dev.tidings.server.admin.rest;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import dev.tidings.server.access.Principal;
import dev.tidings.server.admin.BulkReplays;
import dev.tidings.server.admin.Replay;
import dev.tidings.server.http.Answers;
import dev.tidings.server.http.JsonBody;
import dev.tidings.server.json.JsonWriter;
import java.io.IOException;
import java.util.Objects;

/** {@code POST /v1/deliveries:replay} and {@code GET /v1/replays/{id}}. */
public final class ReplayRoutes {
    private final BulkReplays replays;

    public ReplayRoutes(BulkReplays replays) {
        this.replays = replays;
    }

    public HttpService start() {
        return (ctx, request) -> HttpResponse.of(request.aggregate()
                .thenCompose(whole -> replays.start(
                        ReplayBody.read(JsonBody.of(whole), Principal.of(ctx).tenant())))
                .thenApply(replay -> Answers.json(
                        replay.status() == Replay.Status.RUNNING ? HttpStatus.ACCEPTED : HttpStatus.OK,
                        json -> write(json, replay))));
    }

    public HttpService get() {
        return (ctx, request) -> {
            Replay replay = replays.find(Principal.of(ctx).tenant(), Objects.requireNonNull(ctx.pathParam("id")));
            return Answers.json(HttpStatus.OK, json -> write(json, replay));
        };
    }

    private static void write(JsonWriter json, Replay replay) throws IOException {
        json.text("replay_id", replay.id());
        json.text("status", replay.status().code());
        json.number("matched", replay.matched());
        json.number("replayed", replay.replayed());
        json.number("passed_over", replay.passedOver());
        json.time("started_at", replay.startedAt());
        json.time("ended_at", replay.endedAt());
        json.text("error", replay.error());
    }
}

package dev.tidings.http;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;

/** {@code GET /healthz} and {@code GET /readyz}. */
public final class ProbeRoutes {
    private final Readiness readiness;

    public ProbeRoutes(Readiness readiness) {
        this.readiness = readiness;
    }

    /** The process lives. */
    public HttpService health() {
        return (ctx, request) -> RestResponses.json(HttpStatus.OK, json -> json.text("status", "ok"));
    }

    /** The store can be written and the lanes run. */
    public HttpService readiness() {
        return (ctx, request) -> RestResponses.of(
                readiness.obstacle(),
                obstacle -> obstacle.map(why -> ProblemAnswer.of(Problem.of(ProblemCode.UNAVAILABLE, why)))
                        .orElseGet(() -> RestResponses.json(HttpStatus.OK, json -> json.text("status", "ready"))));
    }
}

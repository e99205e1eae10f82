package dev.tidings.push.gateway.grpc;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.event.Cursor;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.TextCheck;
import dev.tidings.core.text.BlankText;
import dev.tidings.http.GrpcProblems;
import dev.tidings.http.access.Principal;
import dev.tidings.push.gateway.SubscriptionSpec;
import dev.tidings.push.gateway.transport.EventTransports;
import dev.tidings.push.gateway.transport.SubscribeRequest;
import dev.tidings.push.v1.GatewaySubscribeRequest;
import dev.tidings.push.v1.PushEvent;
import dev.tidings.push.v1.PushGrpc.PushImplBase;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** Serves {@code SubscribePush}. */
public final class PushService extends PushImplBase {
    private static final int LONGEST_CLIENT_ID = 200;

    private final EventTransports transports;

    public PushService(EventTransports transports) {
        this.transports = transports;
    }

    @Override
    public void subscribePush(GatewaySubscribeRequest request, StreamObserver<PushEvent> out) {
        ServiceRequestContext ctx = ServiceRequestContext.current();
        ctx.clearRequestTimeout();
        try {
            Principal principal = Principal.of(ctx);
            SubscriptionSpec wanted = wanted(principal, request);
            transports.permits().acquire(wanted.tenant(), wanted.recipient());
            // grpc-stub guarantees this type on the server side.
            new SubscribeCall(transports, ctx, wanted, principal.until(), (ServerCallStreamObserver<PushEvent>) out)
                    .start();
        } catch (RuntimeException refused) {
            out.onError(GrpcProblems.exception(refused));
        }
    }

    private static SubscriptionSpec wanted(Principal principal, GatewaySubscribeRequest request) {
        String id = request.getGatewayClientId();
        if (BlankText.isBlank(id) || id.codePointCount(0, id.length()) > LONGEST_CLIENT_ID) {
            throw Problem.invalid(
                            "gateway_client_id", id.isEmpty() ? null : id, "1 to " + LONGEST_CLIENT_ID + " characters")
                    .exception();
        }
        TextCheck.id("gateway_client_id", id);
        return new SubscriptionSpec(
                "grpc",
                principal.tenant(),
                principal.subscribing(SubscribeRequest.recipient(SubscribeRequest.emptyToNull(request.getRecipient()))),
                id,
                request.getCursor().isEmpty() ? null : Cursor.parse("cursor", request.getCursor()),
                principal.credential());
    }
}

package dev.tidings.server.app;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.core.access.Scope;
import dev.tidings.core.intent.IntentTypes;
import dev.tidings.engine.accept.AddressMasking;
import dev.tidings.engine.accept.IntentAcceptor;
import dev.tidings.http.AcceptedParameters;
import dev.tidings.http.feature.EdgeLimits;
import dev.tidings.http.feature.Feature;
import dev.tidings.http.feature.FeatureRoutes;
import dev.tidings.server.intake.grpc.IntentGrpc;
import dev.tidings.server.intake.grpc.PreviewGrpc;
import dev.tidings.server.intake.preview.Previews;
import dev.tidings.server.intake.rest.IntentRoutes;
import dev.tidings.server.intake.rest.PreviewRoutes;

/** Intents over REST and gRPC, submitted or previewed. */
final class IntentFeature implements Feature {
    private final IntentAcceptor acceptor;
    private final Previews previews;
    private final IntentTypes types;
    private final EdgeLimits limits;

    /**
     * @param addresses masks the addresses in receipts
     * @param types knows which types are deprecated
     */
    IntentFeature(
            IntentAcceptor acceptor,
            AddressMasking addresses,
            Previews previews,
            IntentTypes types,
            EdgeLimits limits) {
        this.acceptor = intent -> acceptor.accept(intent).thenApply(addresses::of);
        this.previews = previews;
        this.types = types;
        this.limits = limits;
    }

    @Override
    public void addTo(FeatureRoutes routes) {
        IntentRoutes rest = new IntentRoutes(acceptor, types, limits.batchIntents(), limits.intentBytes());
        routes.add(HttpMethod.POST, "/v1/intents", rest.submit(), Scope.PRODUCE);
        routes.bind("/v1/intents:batch", Scope.PRODUCE, HttpMethod.POST)
                .maxRequestLength(limits.batchBytes())
                .build(AcceptedParameters.NONE.guard(rest.submitBatch()));
        routes.add(
                HttpMethod.POST,
                "/v1/preview",
                PreviewRoutes.PARAMETERS,
                new PreviewRoutes(previews).preview(),
                Scope.PRODUCE,
                Scope.OPERATE);
        routes.add(new IntentGrpc(acceptor, limits.batchIntents()), Scope.PRODUCE);
        routes.add(new PreviewGrpc(previews), Scope.PRODUCE, Scope.OPERATE);
    }
}

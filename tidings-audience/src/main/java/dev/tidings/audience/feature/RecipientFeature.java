package dev.tidings.audience.feature;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.audience.RecipientService;
import dev.tidings.audience.RecipientStore;
import dev.tidings.audience.grpc.RecipientGrpc;
import dev.tidings.audience.rest.RecipientRoutes;
import dev.tidings.core.access.Scope;
import dev.tidings.http.Paging;
import dev.tidings.http.StoreThreads;
import dev.tidings.http.feature.Feature;
import dev.tidings.http.feature.FeatureRoutes;

/** Profiles of recipients, over REST and gRPC. */
public final class RecipientFeature implements Feature {
    private static final String ALL = "/v1/recipients";
    private static final String ONE = ALL + "/{recipient}";

    private final RecipientService recipients;

    public RecipientFeature(RecipientStore store, StoreThreads threads) {
        this.recipients = new RecipientService(store, threads);
    }

    @Override
    public void addTo(FeatureRoutes routes) {
        RecipientRoutes rest = new RecipientRoutes(recipients);
        routes.operate(HttpMethod.GET, ALL, Paging.PARAMETERS, rest.list());
        routes.operate(HttpMethod.GET, ONE, rest.get());
        routes.operate(HttpMethod.PUT, ONE, rest.put());
        routes.operate(HttpMethod.PATCH, ONE, rest.patch());
        routes.add(new RecipientGrpc(recipients), Scope.OPERATE);
    }
}

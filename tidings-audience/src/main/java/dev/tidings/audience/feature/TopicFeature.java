package dev.tidings.audience.feature;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.audience.TopicLimits;
import dev.tidings.audience.TopicService;
import dev.tidings.audience.TopicStore;
import dev.tidings.audience.grpc.TopicAdminGrpc;
import dev.tidings.audience.grpc.TopicGrpc;
import dev.tidings.audience.rest.TopicRoutes;
import dev.tidings.core.access.Scope;
import dev.tidings.http.AcceptedParameters;
import dev.tidings.http.Paging;
import dev.tidings.http.StoreThreads;
import dev.tidings.http.feature.Feature;
import dev.tidings.http.feature.FeatureRoutes;

/** Topics and their subscribers, over REST and gRPC. */
public final class TopicFeature implements Feature {
    private static final String ALL = "/v1/topics";
    private static final String ONE = ALL + "/{topic}";
    private static final String SUBSCRIBERS = ONE + "/subscribers";

    private final TopicService topics;
    private final TopicLimits limits;

    public TopicFeature(TopicStore store, StoreThreads threads, TopicLimits limits) {
        this.topics = new TopicService(store, threads, limits);
        this.limits = limits;
    }

    @Override
    public void addTo(FeatureRoutes routes) {
        TopicRoutes rest = new TopicRoutes(topics);
        routes.add(HttpMethod.GET, ALL, Paging.PARAMETERS, rest.list(), Scope.PRODUCE, Scope.OPERATE);
        routes.add(HttpMethod.GET, ONE, rest.get(), Scope.PRODUCE, Scope.OPERATE);
        routes.operate(HttpMethod.PUT, ONE, rest.put());
        routes.operate(HttpMethod.DELETE, ONE, rest.delete());
        routes.add(HttpMethod.GET, SUBSCRIBERS, Paging.PARAMETERS, rest.subscribers(), Scope.PRODUCE, Scope.OPERATE);
        routes.bind(SUBSCRIBERS, Scope.OPERATE, HttpMethod.PUT)
                .maxRequestLength(limits.requestBytes())
                .build(AcceptedParameters.NONE.guard(rest.add()));
        routes.bind(SUBSCRIBERS + ":remove", Scope.OPERATE, HttpMethod.POST)
                .maxRequestLength(limits.requestBytes())
                .build(AcceptedParameters.NONE.guard(rest.remove()));
        routes.add(new TopicGrpc(topics), Scope.PRODUCE, Scope.OPERATE);
        routes.add(new TopicAdminGrpc(topics), Scope.OPERATE);
    }
}

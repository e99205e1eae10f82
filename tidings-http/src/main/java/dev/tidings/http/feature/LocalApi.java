package dev.tidings.http.feature;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.http.ProblemErrorHandler;
import dev.tidings.http.access.SignIn;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The REST API of this server, called in process with the same checks as over the network: access and scopes, query parameters,
 * the record of what operators change. Pages use it, so that they can do nothing that their viewer's key may not.
 */
public final class LocalApi {
    private static final ProblemErrorHandler PROBLEMS = new ProblemErrorHandler();

    private final Map<String, Supplier<HttpService>> services = new ConcurrentHashMap<>();

    LocalApi() {}

    void add(HttpMethod method, String template, Supplier<HttpService> service) {
        services.put(method + " " + template, service);
    }

    /**
     * Calls an operation; refusals are problems, as over the network.
     *
     * @param page the request on whose behalf it is called: its client is the caller's address
     * @param viewer who has signed in; null when the server has no API keys
     */
    public CompletableFuture<AggregatedHttpResponse> call(
            ServiceRequestContext page, @Nullable SignIn viewer, LocalCall call) {
        Supplier<HttpService> service = services.get(call.method() + " " + call.template());
        if (service == null) {
            throw new IllegalArgumentException("this server has no operation " + call.method() + " " + call.template());
        }
        HttpRequest request = call.request(page.request().headers());
        LocalRequestContext ctx = new LocalRequestContext(page, request, call);
        if (viewer != null) {
            viewer.attachTo(ctx);
        }
        try {
            return service.get().serve(ctx, request).aggregate();
        } catch (Exception failed) {
            return PROBLEMS.onServiceException(ctx, failed).aggregate();
        }
    }
}

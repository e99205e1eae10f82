package dev.tidings.server.access;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import dev.tidings.core.access.Scope;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.server.http.Failures;
import dev.tidings.server.http.Refusals;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Stands before a route and lets through who may take it. */
public final class Authenticator {
    private static final String BEARER = "Bearer ";

    private final KeyRing keys;
    private final OriginGuard origins;

    public Authenticator(KeyRing keys, OriginGuard origins) {
        this.keys = keys;
        this.origins = origins;
    }

    /** For a route that needs one of these scopes. */
    public Function<? super HttpService, ? extends HttpService> requiring(Scope... anyOf) {
        return delegate -> new Guarded(delegate, List.of(anyOf));
    }

    private CompletableFuture<Principal> authenticate(
            ServiceRequestContext ctx, HttpRequest request, List<Scope> needed) {
        CompletableFuture<Boolean> locked = keys.anyInForce();
        return locked.thenCompose(yes -> yes ? byKey(request, needed) : byOrigin(ctx, request));
    }

    /** Revoking the last key of a server on the network must not open it: without keys only its own machine gets in. */
    private CompletableFuture<Principal> byOrigin(ServiceRequestContext ctx, HttpRequest request) {
        if (!ctx.remoteAddress().getAddress().isLoopbackAddress()) {
            throw unauthenticated("no API key is in force, so only the server's own machine gets in; make one with"
                    + " tidings keys create");
        }
        origins.check(request.headers());
        return CompletableFuture.completedFuture(Principal.ANYONE);
    }

    private CompletableFuture<Principal> byKey(HttpRequest request, List<Scope> needed) {
        String text = bearer(request.headers().get(HttpHeaderNames.AUTHORIZATION));
        if (text == null) {
            throw unauthenticated("no API key was given; expected the header Authorization: Bearer tdk_…");
        }
        return keys.find(text).thenApply(found -> {
            Principal principal = found.map(Principal::of)
                    .orElseThrow(() -> unauthenticated("the API key is not known or was revoked"));
            if (!principal.allowedAny(needed)) {
                throw Problem.of(
                                ProblemCode.PERMISSION_DENIED,
                                "the API key " + principal.keyId() + " has the scopes " + codes(principal.scopes())
                                        + "; expected " + codes(needed))
                        .exception();
            }
            return principal;
        });
    }

    private static RuntimeException unauthenticated(String message) {
        return Problem.of(ProblemCode.UNAUTHENTICATED, message).exception();
    }

    private static @Nullable String bearer(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : null;
    }

    private static String codes(Iterable<Scope> scopes) {
        return java.util.stream.StreamSupport.stream(scopes.spliterator(), false)
                .map(Scope::code)
                .sorted()
                .collect(Collectors.joining(" or "));
    }

    private final class Guarded extends SimpleDecoratingHttpService {
        private final List<Scope> needed;

        Guarded(HttpService delegate, List<Scope> needed) {
            super(delegate);
            this.needed = needed;
        }

        @Override
        public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
            CompletableFuture<Principal> principal = authenticate(ctx, request, needed);
            if (principal.isDone()) {
                return principal
                        .handle((who, failure) -> pass(ctx, request, who, failure))
                        .join();
            }
            return HttpResponse.of(
                    principal.handleAsync((who, failure) -> pass(ctx, request, who, failure), ctx.eventLoop()));
        }

        private HttpResponse pass(
                ServiceRequestContext ctx, HttpRequest request, @Nullable Principal who, @Nullable Throwable failure) {
            if (who == null) {
                return Refusals.of(request, Failures.problem(java.util.Objects.requireNonNull(failure)));
            }
            who.attachTo(ctx);
            try {
                return unwrap().serve(ctx, request);
            } catch (Exception refused) {
                return Refusals.of(request, Failures.problem(refused));
            }
        }
    }
}

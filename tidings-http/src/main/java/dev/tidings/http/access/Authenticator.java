package dev.tidings.http.access;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import dev.tidings.core.access.AccessRefused;
import dev.tidings.core.access.AccessRefused.Reason;
import dev.tidings.core.access.Scope;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.http.Failures;
import dev.tidings.http.Refusals;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Authenticates requests before a route. */
public final class Authenticator {
    private static final List<Scope> SUBSCRIBING = List.of(Scope.SUBSCRIBE);
    private static final List<Scope> EVERY_SCOPE = List.of(Scope.values());

    private final KeyRing keys;
    private final OriginGuard guard;
    private final Tokens tokens;
    private final Origins origins;
    private final RefusalLog refusals;

    public Authenticator(KeyRing keys, OriginGuard guard, Tokens tokens, Origins origins, RefusalLog refusals) {
        this.keys = keys;
        this.guard = guard;
        this.tokens = tokens;
        this.origins = origins;
        this.refusals = refusals;
    }

    /** Guards a route that requires one of these scopes. */
    public Function<? super HttpService, ? extends HttpService> requiring(Scope... anyOf) {
        List<Scope> needed = List.of(anyOf);
        return delegate ->
                new Guarded(delegate, refusals, (ctx, request) -> authenticate(ctx, request, needed, guard::check));
    }

    /** Guards a route for subscribers: an API key with the scope {@code subscribe}, or a token for one recipient. */
    public Function<? super HttpService, ? extends HttpService> subscribing() {
        Function<? super HttpService, ? extends HttpService> cors = origins.cors();
        return delegate -> cors.apply(new Guarded(delegate, refusals, this::subscriber));
    }

    /** Returns whether callers need a credential: not while no API key exists. */
    public CompletableFuture<Boolean> locked() {
        return keys.anyInForce();
    }

    /** Verifies an API key that a person shows once, to use the pages of this server; fails with a refusal otherwise. */
    public CompletableFuture<SignIn> signIn(ServiceRequestContext ctx, String keyText) {
        Failures.onRefusal(ctx, refusals::add);
        return keys.find(keyText, ctx.clientAddress())
                .thenApply(found -> found.map(key -> new SignIn(KeyRing.credential(keyText)))
                        .orElseThrow(Authenticator::unknownKey));
    }

    /** Returns the caller of a page that needs no particular scope, or fails with a refusal. */
    public CompletableFuture<Principal> viewer(
            ServiceRequestContext ctx, HttpRequest request, @Nullable SignIn signIn) {
        try {
            return signIn == null
                    ? authenticate(ctx, request, EVERY_SCOPE, guard::check)
                    : bySignIn(ctx, signIn, EVERY_SCOPE);
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private CompletableFuture<Principal> subscriber(ServiceRequestContext ctx, HttpRequest request) {
        PresentedCredential shown = PresentedCredential.bySubscriber(ctx, request.headers());
        // Without any API key, access from the browser's machine is the credential.
        boolean ambient = shown == null || shown.ambient();
        // Even a subscription that the page cannot read takes a permit and marks its recipient present.
        if (ambient || changesOrUpgrades(request)) {
            origins.check(request.headers(), ambient);
        }
        return shown == null || KeyText.plausible(shown.text())
                ? authenticate(ctx, request, SUBSCRIBING, guard::checkHost)
                : tokens.verify(shown.text()).thenApply(Principal::of);
    }

    private static boolean changesOrUpgrades(HttpRequest request) {
        return request.method() != HttpMethod.GET || request.headers().contains(HttpHeaderNames.UPGRADE);
    }

    private CompletableFuture<Principal> authenticate(
            ServiceRequestContext ctx, HttpRequest request, List<Scope> needed, Consumer<RequestHeaders> unlocked) {
        SignIn signIn = SignIn.of(ctx);
        if (signIn != null) {
            return bySignIn(ctx, signIn, needed);
        }
        CompletableFuture<Boolean> locked = keys.anyInForce();
        return locked.thenCompose(yes -> yes ? byKey(ctx, request, needed) : byOrigin(ctx, request, unlocked));
    }

    /** Revoking the last key of a network server must not open it: without keys, only local clients have access. */
    private CompletableFuture<Principal> byOrigin(
            ServiceRequestContext ctx, HttpRequest request, Consumer<RequestHeaders> check) {
        if (!ctx.remoteAddress().getAddress().isLoopbackAddress()
                || !ctx.clientAddress().isLoopbackAddress()) {
            throw unauthenticated(
                    Reason.NOT_LOCAL,
                    "no API key exists, so only local clients have access; create one with" + " tidings keys create");
        }
        String sign = ForwardedRequests.sign(request.headers());
        if (sign != null) {
            throw unauthenticated(
                    Reason.NOT_LOCAL,
                    "no API key exists, so only local clients have access, and a proxy forwarded this"
                            + " request (header " + sign + "); create a key with tidings keys create");
        }
        check.accept(request.headers());
        return CompletableFuture.completedFuture(Principal.ANYONE);
    }

    private CompletableFuture<Principal> byKey(ServiceRequestContext ctx, HttpRequest request, List<Scope> needed) {
        String text = PresentedCredential.bearer(request.headers());
        if (text == null) {
            throw unauthenticated(
                    Reason.NO_CREDENTIALS, "the API key is missing; expected the header Authorization: Bearer tdk_…");
        }
        return keys.find(text, ctx.clientAddress()).thenApply(found -> {
            Principal principal = found.map(key -> Principal.of(key, KeyRing.credential(text)))
                    .orElseThrow(Authenticator::unknownKey);
            return requireScope(principal, needed);
        });
    }

    /** The key may have been revoked or have expired since the person signed in. */
    private CompletableFuture<Principal> bySignIn(ServiceRequestContext ctx, SignIn signIn, List<Scope> needed) {
        return keys.find(signIn.credential(), ctx.clientAddress()).thenApply(found -> {
            Principal principal = found.map(key -> Principal.of(key, signIn.credential()))
                    .orElseThrow(() -> unauthenticated(
                            Reason.WRONG_KEY,
                            "the API key of this session was revoked, has expired, or is not valid from this address"));
            return requireScope(principal, needed);
        });
    }

    private static Principal requireScope(Principal principal, List<Scope> needed) {
        if (!principal.allowedAny(needed)) {
            throw new AccessRefused(
                    Reason.SCOPE,
                    principal.keyId(),
                    Problem.of(
                            ProblemCode.PERMISSION_DENIED,
                            "the API key " + principal.keyId() + " has the scopes " + codes(principal.scopes())
                                    + "; expected " + codes(needed)));
        }
        return principal;
    }

    private static RuntimeException unknownKey() {
        return unauthenticated(
                Reason.WRONG_KEY, "the API key is unknown, revoked, expired, or not valid from this address");
    }

    private static RuntimeException unauthenticated(Reason reason, String message) {
        return new AccessRefused(reason, Problem.of(ProblemCode.UNAUTHENTICATED, message));
    }

    private static String codes(Iterable<Scope> scopes) {
        return java.util.stream.StreamSupport.stream(scopes.spliterator(), false)
                .map(Scope::code)
                .sorted()
                .collect(Collectors.joining(" or "));
    }

    /** Determines the principal, or refuses. */
    private interface Check {
        CompletableFuture<Principal> of(ServiceRequestContext ctx, HttpRequest request);
    }

    private static final class Guarded extends SimpleDecoratingHttpService {
        private final RefusalLog refusals;
        private final Check check;

        Guarded(HttpService delegate, RefusalLog refusals, Check check) {
            super(delegate);
            this.refusals = refusals;
            this.check = check;
        }

        @Override
        public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
            Failures.onRefusal(ctx, refusals::add);
            CompletableFuture<Principal> principal;
            try {
                principal = check.of(ctx, request);
            } catch (RuntimeException refused) {
                return pass(ctx, request, null, refused);
            }
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

package dev.tidings.console.page;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.console.api.ConsoleApi;
import dev.tidings.console.asset.Assets;
import dev.tidings.console.session.BrowserCookies;
import dev.tidings.console.session.ViewerSession;
import dev.tidings.console.text.Language;
import dev.tidings.console.text.Texts;
import dev.tidings.core.problem.Cause;
import dev.tidings.http.access.OriginGuard;
import dev.tidings.http.access.SignIn;
import dev.tidings.http.feature.LocalApi;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * Serves all paths below {@code /console}. Before a page: a form must come from this server, and its viewer must have access to the
 * API, if only to a part of it. What the page shows is up to the API, with the viewer's access.
 */
public final class Console implements HttpService {
    private static final Set<String> THEMES = Set.of("auto", "light", "dark");
    private static final Set<String> OTHER_SITES = Set.of("cross-site", "same-site");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final ConsoleAccess access;
    private final LocalApi api;
    private final Assets assets = new Assets();
    private final Html html = new Html();
    private final Failed failed = new Failed(html);
    private final PageRoutes routes;

    public Console(ConsoleAccess access, LocalApi api, InstantSource clock) {
        this.access = access;
        this.api = api;
        this.routes = new PageRoutes(html, access, clock);
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        if (ctx.path().startsWith(Assets.PATH)) {
            return assets.respond(ctx.path(), request);
        }
        return HttpResponse.of(request.aggregate().thenCompose(whole -> visit(ctx, request, whole)));
    }

    private CompletableFuture<HttpResponse> visit(
            ServiceRequestContext ctx, HttpRequest request, AggregatedHttpRequest whole) {
        String known = BrowserCookies.id(ctx);
        if (known == null && ctx.method() == HttpMethod.GET && fromOtherSite(request)) {
            // Browsers keep the cookie back when a link of another site leads here. A page of this server asks again.
            return CompletableFuture.completedFuture(html.page("again.jte", shell(ctx, ""), ctx.path()));
        }
        String id = known != null && ID.matcher(known).matches() ? known : newId(ctx);
        ViewerSession session = access.sessions().find(id);
        SignIn signIn = session == null ? null : session.signIn();
        Shell shell = shell(ctx, access.tokens().of(id));
        PageRoutes.Match match = routes.find(ctx.method(), ctx.path());
        if (match == null) {
            return CompletableFuture.completedFuture(
                    failed.page(shell, HttpStatus.NOT_FOUND, shell.t("error.no_such_page")));
        }
        QueryParams form = form(whole);
        if (ctx.method() == HttpMethod.POST
                && (fromElsewhere(request) || !access.tokens().matches(id, form.get("form_token", "")))) {
            return CompletableFuture.completedFuture(
                    failed.page(shell, HttpStatus.FORBIDDEN, shell.t("error.form_expired")));
        }
        ConsoleApi mine = new ConsoleApi(api, ctx, signIn);
        if (match.open()) {
            return answered(ctx, match, new Visit(ctx, match.path(), mine, shell, id, form));
        }
        return access.authenticator()
                .viewer(ctx, request, signIn)
                .thenCompose(viewer -> match.page()
                        .serve(new Visit(ctx, match.path(), mine, shell.seenBy(Viewer.of(viewer)), id, form)))
                .exceptionally(failure -> failed.of(ctx, shell, Cause.of(failure)));
    }

    private CompletableFuture<HttpResponse> answered(ServiceRequestContext ctx, PageRoutes.Match match, Visit visit) {
        return match.page().serve(visit).exceptionally(failure -> failed.of(ctx, visit.shell(), Cause.of(failure)));
    }

    private Shell shell(ServiceRequestContext ctx, String formToken) {
        String chosen = BrowserCookies.value(ctx.request().headers(), BrowserCookies.LANGUAGE);
        Language language = Language.of(chosen == null ? "" : chosen)
                .orElseGet(() -> Language.preferred(ctx.request().headers()));
        String theme = BrowserCookies.value(ctx.request().headers(), BrowserCookies.THEME);
        return new Shell(
                Texts.in(language),
                assets,
                ctx.query() == null ? ctx.path() : ctx.path() + "?" + ctx.query(),
                "",
                Viewer.UNKNOWN,
                formToken,
                theme != null && THEMES.contains(theme) ? theme : "auto");
    }

    private String newId(ServiceRequestContext ctx) {
        String id = access.sessions().newId();
        ctx.addAdditionalResponseHeader(HttpHeaderNames.SET_COOKIE, BrowserCookies.setId(ctx, id));
        return id;
    }

    private static QueryParams form(AggregatedHttpRequest request) {
        MediaType type = request.contentType();
        return type != null && type.is(MediaType.FORM_DATA)
                ? QueryParams.fromQueryString(request.contentUtf8())
                : QueryParams.of();
    }

    private static boolean fromOtherSite(HttpRequest request) {
        return OTHER_SITES.contains(request.headers().get(HttpHeaderNames.SEC_FETCH_SITE, ""));
    }

    /** Browsers say where a form comes from. */
    private static boolean fromElsewhere(HttpRequest request) {
        String origin = request.headers().get(HttpHeaderNames.ORIGIN);
        return fromOtherSite(request)
                || (origin != null
                        && !OriginGuard.sameOrigin(origin, request.headers().authority()));
    }
}

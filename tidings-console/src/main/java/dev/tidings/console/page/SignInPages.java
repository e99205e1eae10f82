package dev.tidings.console.page;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import dev.tidings.console.session.BrowserCookies;
import dev.tidings.core.problem.Cause;
import dev.tidings.core.problem.Problem;
import dev.tidings.http.Failures;
import dev.tidings.http.ProblemStatus;
import dev.tidings.http.access.SignIn;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Opens a session for an API key, and ends it. Other ways to sign in only have to come to a {@link SignIn} too. */
final class SignInPages {
    private static final String START = "/console";
    private static final Pattern LOCAL = Pattern.compile("/console(?:[/?][^\\\\\\s]*)?");

    private final Html html;
    private final ConsoleAccess access;

    SignInPages(Html html, ConsoleAccess access) {
        this.html = html;
        this.access = access;
    }

    /** Returns the address of the form that leads back to a page. */
    static String path(String next) {
        return "/console/sign-in?" + QueryParams.of("next", next).toQueryString();
    }

    /** Returns a path of the console, whatever a form or an address says. */
    static String local(String path) {
        return LOCAL.matcher(path).matches() ? path : START;
    }

    CompletableFuture<HttpResponse> form(Visit visit) {
        String next = local(visit.ctx().queryParams().get("next", ""));
        return access.authenticator()
                .locked()
                .thenCompose(locked -> locked
                        ? CompletableFuture.completedFuture(page(visit, HttpStatus.OK, next, null))
                        : withoutKeys(visit, next));
    }

    /** Without any API key, a local client needs no sign-in, and nobody else can. */
    private CompletableFuture<HttpResponse> withoutKeys(Visit visit, String next) {
        return access.authenticator()
                .viewer(visit.ctx(), visit.ctx().request(), null)
                .handle((viewer, failure) -> {
                    if (failure == null) {
                        return Html.see(next);
                    }
                    Problem problem = Failures.problem(Cause.of(failure));
                    HttpStatus status = ProblemStatus.http(problem.code());
                    return html.page(
                            status, "failed.jte", visit.shell(), new FailedView(status.code(), problem.message()));
                });
    }

    CompletableFuture<HttpResponse> submitted(Visit visit) {
        String next = local(visit.form().get("next", ""));
        if (access.attempts().tooMany(visit.ctx().clientAddress())) {
            return CompletableFuture.completedFuture(page(
                    visit, HttpStatus.TOO_MANY_REQUESTS, next, visit.shell().t("sign_in.too_many")));
        }
        CompletableFuture<SignIn> signIn;
        try {
            signIn = access.authenticator()
                    .signIn(visit.ctx(), visit.form().get("key", "").strip());
        } catch (RuntimeException refused) {
            signIn = CompletableFuture.failedFuture(refused);
        }
        return signIn.handle(
                (found, failure) -> failure == null ? opened(visit, found, next) : refused(visit, next, failure));
    }

    private HttpResponse opened(Visit visit, SignIn signIn, String next) {
        access.sessions().close(visit.browserId());
        String id = access.sessions().open(signIn);
        visit.ctx().addAdditionalResponseHeader(HttpHeaderNames.SET_COOKIE, BrowserCookies.setId(visit.ctx(), id));
        return Html.see(next);
    }

    private HttpResponse refused(Visit visit, String next, Throwable failure) {
        access.attempts().failed(visit.ctx().clientAddress());
        HttpStatus status =
                ProblemStatus.http(Failures.problem(Cause.of(failure)).code());
        String text = status.equals(HttpStatus.UNAUTHORIZED) ? "sign_in.wrong" : "sign_in.failed";
        return page(visit, status, next, visit.shell().t(text));
    }

    CompletableFuture<HttpResponse> signedOut(Visit visit) {
        access.sessions().close(visit.browserId());
        visit.ctx()
                .addAdditionalResponseHeader(
                        HttpHeaderNames.SET_COOKIE,
                        BrowserCookies.setId(visit.ctx(), access.sessions().newId()));
        return CompletableFuture.completedFuture(Html.see("/console/sign-in"));
    }

    private HttpResponse page(Visit visit, HttpStatus status, String next, @Nullable String error) {
        return html.page(status, "sign-in.jte", visit.shell(), new SignInView(next, error));
    }
}

package dev.tidings.console.page;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.console.api.ApiRefusal;
import dev.tidings.core.problem.Problem;
import dev.tidings.http.Failures;
import dev.tidings.http.ProblemStatus;

/** The page for what went wrong. Without access, it is the one to sign in. */
final class Failed {
    private final Html html;

    Failed(Html html) {
        this.html = html;
    }

    HttpResponse of(ServiceRequestContext ctx, Shell shell, Throwable failure) {
        if (failure instanceof ApiRefusal refusal) {
            return of(
                    ctx,
                    shell,
                    HttpStatus.valueOf(refusal.status()),
                    refusal.problem().detail());
        }
        Problem problem = Failures.problem(failure);
        return of(ctx, shell, ProblemStatus.http(problem.code()), problem.message());
    }

    private HttpResponse of(ServiceRequestContext ctx, Shell shell, HttpStatus status, String message) {
        if (!status.equals(HttpStatus.UNAUTHORIZED)) {
            return page(shell, status, message);
        }
        String signIn = SignInPages.path(shell.path());
        // A part of a page cannot be replaced by another page.
        return ctx.request().headers().contains("hx-request")
                ? HttpResponse.of(ResponseHeaders.of(HttpStatus.NO_CONTENT, "hx-redirect", "/console/sign-in"))
                : Html.see(signIn);
    }

    HttpResponse page(Shell shell, HttpStatus status, String message) {
        return html.page(status, "failed.jte", shell, new FailedView(status.code(), message));
    }
}

package dev.tidings.console.page;

import com.linecorp.armeria.common.HttpResponse;
import java.util.concurrent.CompletableFuture;

/** Answers requests for one path. */
@FunctionalInterface
interface ConsolePage {
    CompletableFuture<HttpResponse> serve(Visit visit);
}

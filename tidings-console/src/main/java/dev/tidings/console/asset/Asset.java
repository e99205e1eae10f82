package dev.tidings.console.asset;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** A file that never changes under its name. */
record Asset(MediaType type, byte[] plain, byte[] zipped) {
    static Asset of(MediaType type, byte[] plain) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            out.write(plain);
        } catch (IOException impossible) {
            throw new UncheckedIOException("compressing in memory failed", impossible);
        }
        return new Asset(type, plain, zipped.toByteArray());
    }

    HttpResponse respond(HttpRequest request) {
        boolean zip = request.headers().get(HttpHeaderNames.ACCEPT_ENCODING, "").contains("gzip");
        ResponseHeadersBuilder headers = ResponseHeaders.builder(HttpStatus.OK)
                .contentType(type)
                .set(HttpHeaderNames.VARY, "accept-encoding")
                .set(HttpHeaderNames.CACHE_CONTROL, "public, max-age=31536000, immutable");
        if (zip) {
            headers.set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
        }
        return HttpResponse.of(headers.build(), HttpData.wrap(zip ? zipped : plain));
    }
}

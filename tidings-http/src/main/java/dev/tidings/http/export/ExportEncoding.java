package dev.tidings.http.export;

import com.linecorp.armeria.common.MediaType;
import java.util.List;

/** Encodes the items of an export as a file. */
public interface ExportEncoding<T> {
    MediaType contentType();

    /** The extension of the file's name, without the dot. */
    String extension();

    /** What comes before the first item. */
    default byte[] start() {
        return new byte[0];
    }

    byte[] items(List<T> items);

    /** What comes after the last item. */
    default byte[] end() {
        return new byte[0];
    }
}

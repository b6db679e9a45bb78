using System.Buffers;
using System.Globalization;
using System.Text;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Files;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace LlmFunctions.Functions.Http;

/// <summary>
/// Takes in a file that comes as a form, piece by piece: what is read is stored before more is read. Its fields may come in any order, so
/// what the file is for may be known only when all of it is stored.
/// </summary>
public sealed class FileUpload(IFileStore store, GatewayOptions options, TimeProvider timeProvider)
{
    private const int BufferBytes = 64 * 1024;
    private const int LongestField = 1024;
    private const int ShortestRetention = 3600;
    private const int LongestRetention = 30 * 24 * 3600;

    // What a form has around the file.
    private const int FormOverhead = 64 * 1024;

    private FilesOptions Limits => options.Files;

    /// <exception cref="GatewayException">The form makes no sense, or the file is too large.</exception>
    public async Task<StoredFile> ReadAsync(HttpRequest request, string app, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, "Files are uploaded as multipart/form-data, with the fields 'purpose' and 'file'.");
        }

        if (request.ContentLength > Limits.MaxBytes + FormOverhead)
        {
            throw FileWriter.TooLarge(Limits.MaxBytes);
        }

        DateTimeOffset now = timeProvider.GetUtcNow();
        StoredFile begun = new() { Id = FileIds.New(now), App = app, FileName = "", Purpose = FilePurposes.Batch, CreatedAt = now, ExpiresAt = now + Limits.Retention };
        try
        {
            return await ReadFormAsync(new MultipartReader(boundary, request.Body), begun, cancellationToken);
        }
        catch (Exception exception)
        {
            // Nothing is left of a file that was not uploaded to its end.
            await store.DeleteAsync(app, begun.Id, CancellationToken.None);
            throw Explain(exception) ?? exception;
        }
    }

    private async Task<StoredFile> ReadFormAsync(MultipartReader form, StoredFile begun, CancellationToken cancellationToken)
    {
        FileWriter? file = null;
        string fileName = "";
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        while (await form.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            ContentDispositionHeaderValue? disposition = section.GetContentDispositionHeader();
            string name = HeaderUtilities.RemoveQuotes(disposition?.Name ?? "").Value ?? "";
            if (name != "file")
            {
                fields[name] = await ReadFieldAsync(section.Body, name, cancellationToken);
                continue;
            }

            if (file is not null)
            {
                throw new GatewayException(ErrorKind.InvalidRequest, "The form has more than one file.", "file");
            }

            fileName = HeaderUtilities.RemoveQuotes(disposition!.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value ?? "";
            file = new FileWriter(store, begun, Limits.MaxBytes);
            await CopyAsync(section.Body, file, cancellationToken);
        }

        StoredFile finished = begun with { FileName = Clean(fileName), Purpose = PurposeOf(fields), ExpiresAt = begun.CreatedAt + RetentionOf(fields) };
        return file is not null ? await file.CompleteAsync(finished, cancellationToken) : throw Missing("file");
    }

    private static async Task CopyAsync(Stream body, FileWriter file, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<string> ReadFieldAsync(Stream body, string name, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[LongestField + 1];
        int read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return read <= LongestField
            ? Encoding.UTF8.GetString(buffer, 0, read)
            : throw new GatewayException(ErrorKind.InvalidRequest, $"The field '{Clean(name)}' of the form is too long.", Clean(name));
    }

    private static string PurposeOf(Dictionary<string, string> fields) => fields.GetValueOrDefault("purpose") switch
    {
        null => throw Missing("purpose"),
        FilePurposes.Batch => FilePurposes.Batch,
        var other => throw new GatewayException(ErrorKind.InvalidRequest, $"'purpose' must be '{FilePurposes.Batch}': the gateway keeps files for batches only, not for '{Clean(other)}'.", "purpose"),
    };

    private TimeSpan RetentionOf(Dictionary<string, string> fields)
    {
        if (fields.GetValueOrDefault("expires_after[anchor]") is { } anchor && anchor != "created_at")
        {
            throw new GatewayException(ErrorKind.InvalidRequest, "'expires_after[anchor]' must be created_at.", "expires_after[anchor]");
        }

        return fields.GetValueOrDefault("expires_after[seconds]") is not { } text ? Limits.Retention
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds is >= ShortestRetention and <= LongestRetention ? TimeSpan.FromSeconds(seconds)
            : throw new GatewayException(ErrorKind.InvalidRequest, $"'expires_after[seconds]' must be a whole number from {ShortestRetention} to {LongestRetention}.", "expires_after[seconds]");
    }

    private static GatewayException? Explain(Exception exception) => exception switch
    {
        BadHttpRequestException => new GatewayException(ErrorKind.InvalidRequest, "The request body ended before it was complete.", innerException: exception),
        InvalidDataException => new GatewayException(ErrorKind.InvalidRequest, "The request body is not a valid form.", innerException: exception),
        IOException { Message: var message } when message.Contains("Unexpected end of Stream", StringComparison.Ordinal) =>
            new GatewayException(ErrorKind.InvalidRequest, "The request body is not a valid form: its end is missing.", innerException: exception),
        IOException => new GatewayException(ErrorKind.ClientClosed, "The client closed the connection.", innerException: exception),
        _ => null,
    };

    private static GatewayException Missing(string field) => new(ErrorKind.InvalidRequest, $"The form lacks the field '{field}'.", field);

    // It comes back in answers and headers.
    private static string Clean(string text)
    {
        string plain = string.Concat(text.Where(static c => !char.IsControl(c)));
        return plain.Length <= 255 ? plain : plain[..255];
    }
}

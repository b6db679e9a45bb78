using System.Buffers.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Bedrock;

/// <summary>Writes images and documents: Converse takes their bytes, or the address of an object in S3, and never a URL.</summary>
internal static partial class BedrockMedia
{
    private const string Scheme = "data:";
    private const string Encoding = ";base64";
    private const string Storage = "s3://";

    public static void WriteImage(Utf8JsonWriter writer, ContentPart part, string param, BedrockScope scope)
    {
        string url = part.ImageUrl?.Url ?? "";
        param += ".url";
        if (part.ImageUrl?.Detail is not (null or "auto"))
        {
            scope.Dropped.Add("messages.content.image_url.detail");
        }

        if (url.StartsWith(Storage, StringComparison.OrdinalIgnoreCase))
        {
            string format = ImageFormat(Path.GetExtension(url).TrimStart('.').ToLowerInvariant()) ?? throw UnknownImage(url, param);
            Write(writer, "image", format, null, source => WriteLocation(source, url));
            return;
        }

        if (Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
        {
            throw BedrockJson.Unsupported("images by URL; send the image itself as a data URL", param);
        }

        (string type, string data) = Parse(url, "The URL of an image must be a data or s3 URL.", param);
        string known = ImageFormat(type.StartsWith("image/", StringComparison.Ordinal) ? type["image/".Length..] : "") ?? throw UnknownImage(type, param);
        Write(writer, "image", known, null, source => source.WriteString("bytes"u8, data));
    }

    public static void WriteFile(Utf8JsonWriter writer, ContentPart part, string param, BedrockScope scope)
    {
        if (part.Extra is null || !part.Extra.TryGetValue("file", out JsonElement file) || file.String("file_data") is not { } url)
        {
            throw BedrockJson.Unsupported("files other than by their file_data", param);
        }

        string? fileName = file.String("filename");
        string name = scope.NameDocument(DocumentName(fileName));
        string extension = Path.GetExtension(fileName ?? "").TrimStart('.').ToLowerInvariant();
        param += ".file_data";
        if (url.StartsWith(Storage, StringComparison.OrdinalIgnoreCase))
        {
            string format = DocumentFormat(Path.GetExtension(url).TrimStart('.').ToLowerInvariant(), extension) ?? throw UnknownDocument(url, param);
            Write(writer, "document", format, name, source => WriteLocation(source, url));
            return;
        }

        (string type, string data) = Parse(url, "The data of a file must be a data URL.", param);
        string known = DocumentFormat(type, extension) ?? throw UnknownDocument(type, param);
        Write(writer, "document", known, name, source => source.WriteString("bytes"u8, data));
    }

    private static void Write(Utf8JsonWriter writer, string kind, string format, string? name, Action<Utf8JsonWriter> writeSource)
    {
        writer.WriteStartObject();
        writer.WriteStartObject(kind);
        writer.WriteString("format"u8, format);
        if (name is not null)
        {
            writer.WriteString("name"u8, name);
        }

        writer.WriteStartObject("source"u8);
        writeSource(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteLocation(Utf8JsonWriter writer, string url)
    {
        writer.WriteStartObject("s3Location"u8);
        writer.WriteString("uri"u8, url);
        writer.WriteEndObject();
    }

    private static string? ImageFormat(string type) => type switch
    {
        "jpg" or "jpeg" => "jpeg",
        "png" or "gif" or "webp" => type,
        _ => null,
    };

    private static string? DocumentFormat(string type, string extension) => type switch
    {
        "application/pdf" or "pdf" => "pdf",
        "text/csv" or "csv" => "csv",
        "application/msword" or "doc" => "doc",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" or "docx" => "docx",
        "application/vnd.ms-excel" or "xls" => "xls",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" or "xlsx" => "xlsx",
        "text/html" or "html" => "html",
        "text/markdown" or "md" => "md",
        "text/plain" or "txt" when extension == "md" => "md",
        "text/plain" or "txt" => "txt",
        "application/octet-stream" or "" when extension.Length > 0 => DocumentFormat(extension, ""),
        _ => null,
    };

    // Only some characters are taken, and no two spaces in a row.
    private static string DocumentName(string? fileName)
    {
        string name = NotInNames.Replace(Path.GetFileNameWithoutExtension(fileName ?? ""), " ");
        name = Spaces.Replace(name, " ").Trim();
        return name.Length == 0 ? "document" : name;
    }

    private static (string MediaType, string Data) Parse(string url, string problem, string param)
    {
        int comma = url.IndexOf(',', StringComparison.Ordinal);
        if (!url.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw BedrockJson.Invalid(problem, param);
        }

        if (comma < 0 || !url.AsSpan(0, comma).EndsWith(Encoding, StringComparison.OrdinalIgnoreCase))
        {
            throw BedrockJson.Invalid("A data URL must have the form data:<media type>;base64,<data>.", param);
        }

        string data = url[(comma + 1)..];
        if (data.Length == 0 || !Base64.IsValid(data))
        {
            throw BedrockJson.Invalid("The data of a data URL must be base64.", param);
        }

        return (url[Scheme.Length..comma].Split(';')[0].ToLowerInvariant(), data);
    }

    private static GatewayException UnknownImage(string type, string param) =>
        BedrockJson.Unsupported($"images other than png, jpeg, gif and webp, such as '{type}'", param);

    private static GatewayException UnknownDocument(string type, string param) =>
        BedrockJson.Unsupported($"files of the type '{type}'", param);

    [GeneratedRegex(@"[^A-Za-z0-9\s()\[\]-]")]
    private static partial Regex NotInNames { get; }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces { get; }
}

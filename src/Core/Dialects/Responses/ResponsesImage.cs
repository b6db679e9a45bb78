using System.Text.Json;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Responses;

/// <summary>An image that a model made, as data.</summary>
/// <param name="Format">Its format, such as <c>png</c>.</param>
/// <param name="Data">The bytes in base64.</param>
internal sealed record ResponsesImage(string Format, string Data)
{
    private const string Scheme = "data:image/";
    private const string Base64 = ";base64,";

    /// <summary>Reads the part <c>image_url</c> of an answer; null when it does not hold the image itself.</summary>
    public static ResponsesImage? Of(JsonElement part)
    {
        string? url = part.Object("image_url")?.String("url");
        int data = url?.IndexOf(Base64, StringComparison.Ordinal) ?? -1;
        return data > Scheme.Length && url!.StartsWith(Scheme, StringComparison.Ordinal)
            ? new ResponsesImage(url[Scheme.Length..data], url[(data + Base64.Length)..])
            : null;
    }
}

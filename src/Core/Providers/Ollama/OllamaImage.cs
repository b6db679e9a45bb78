using System.Buffers.Text;

namespace LlmFunctions.Providers.Ollama;

/// <summary>Takes the base64 text out of a <c>data:</c> URL, the only form in which Ollama accepts images.</summary>
internal static class OllamaImage
{
    private const string Scheme = "data:";
    private const string Base64Marker = ";base64";

    public static string ToBase64(string url, string param)
    {
        if (url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            throw OllamaLimits.Unsupported(param, "Ollama does not fetch images: send the image itself as a data URL (data:image/png;base64,…).");
        }

        int comma = url.IndexOf(',', StringComparison.Ordinal);
        if (!url.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || comma < 0
            || !url.AsSpan(0, comma).EndsWith(Base64Marker, StringComparison.OrdinalIgnoreCase)
            || comma + 1 == url.Length
            || !Base64.IsValid(url.AsSpan(comma + 1)))
        {
            throw OllamaLimits.Invalid(param, "The image must be a data URL with base64 content, such as data:image/png;base64,iVBORw0….");
        }

        return url[(comma + 1)..];
    }
}

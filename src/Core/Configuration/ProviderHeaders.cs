using System.Buffers;

namespace LlmFunctions.Configuration;

/// <summary>Refuses headers with which no call of the provider could succeed.</summary>
internal static class ProviderHeaders
{
    // A token of HTTP: https://www.rfc-editor.org/rfc/rfc9110#name-tokens
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // With Content-…, all those that describe the body or the connection; a compressed answer could not be read.
    private static readonly string[] Reserved =
        ["Accept-Encoding", "Allow", "Connection", "Expect", "Expires", "Host", "Keep-Alive", "Last-Modified", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade"];

    public static IReadOnlyDictionary<string, string> Read(SettingReader settings, IReadOnlyDictionary<string, string> headers)
    {
        foreach ((string name, string value) in headers)
        {
            if (name.AsSpan().ContainsAnyExcept(NameCharacters))
            {
                settings.Fail(name, "is not the name of a header");
            }
            else if (name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || Reserved.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                settings.Fail(name, "cannot be set: the gateway sets what describes the body and the connection");
            }
            else if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                settings.Fail(name, "must consist of printable ASCII characters");
            }
        }

        return headers;
    }
}

namespace LlmFunctions.Providers.Sandbox;

/// <summary>The shortest text that a schema allows.</summary>
internal static class SandboxSchemaText
{
    private const int LongestText = 10_000;

    /// <summary>Null for texts with a pattern, as what would match it cannot be told, and for those that are too long.</summary>
    public static string? Smallest(SchemaKeywords keywords)
    {
        decimal least = keywords.Number("minLength") ?? 0;
        decimal most = keywords.Number("maxLength") ?? LongestText;
        if (keywords.Find("pattern") is not null || least > Math.Min(most, LongestText))
        {
            return null;
        }

        string text = keywords.Find("format")?.ToString() switch
        {
            "date-time" => "2000-01-01T00:00:00Z",
            "date" => "2000-01-01",
            "time" => "00:00:00Z",
            "duration" => "PT0S",
            "uuid" => "00000000-0000-0000-0000-000000000000",
            "email" => "a@example.com",
            "hostname" => "example.com",
            "uri" => "https://example.com/",
            "ipv4" => "192.0.2.1",
            "ipv6" => "2001:db8::1",
            _ => "",
        };
        return text.Length > most ? null : text.PadRight((int)Math.Max(0, least), 'a');
    }
}

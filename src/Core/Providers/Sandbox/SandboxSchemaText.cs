namespace LlmFunctions.Providers.Sandbox;

/// <summary>The shortest text that a schema allows.</summary>
internal static class SandboxSchemaText
{
    /// <summary>Null for texts with a pattern: what would match it cannot be told.</summary>
    public static string? Smallest(SchemaKeywords keywords)
    {
        if (keywords.Find("pattern") is not null)
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
        return text.PadRight(keywords.Number("minLength") is { } least ? (int)Math.Min(least, 10_000) : 0, 'a');
    }
}

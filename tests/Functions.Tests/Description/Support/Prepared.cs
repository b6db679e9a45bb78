namespace LlmFunctions.Functions.Tests.Description.Support;

/// <summary>What an example needs that only a running app has.</summary>
internal sealed record Prepared
{
    /// <summary>What stands in the path, by the name of the parameter; for those that have no example.</summary>
    public IReadOnlyDictionary<string, string> Path { get; init; } = new Dictionary<string, string>();

    /// <summary>What stands in the body instead of a word of the example.</summary>
    public IReadOnlyDictionary<string, string> Body { get; init; } = new Dictionary<string, string>();

    /// <summary>The query, with its question mark.</summary>
    public string Query { get; init; } = "";

    /// <summary>The body itself, where it cannot be an example.</summary>
    public HttpContent? Content { get; init; }

    public static Prepared Named(string parameter, string value) => new() { Path = new Dictionary<string, string> { [parameter] = value } };
}

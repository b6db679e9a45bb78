namespace LlmFunctions.Functions.Description;

/// <summary>A parameter of an endpoint: in its path or query, or a header.</summary>
/// <param name="In"><c>path</c>, <c>query</c> or <c>header</c>; empty for one of components.json.</param>
/// <param name="Name">Its name, as clients write it.</param>
/// <param name="Text">What it says.</param>
internal sealed record Parameter(string In, string Name, string Text)
{
    /// <summary>A text unless it is said.</summary>
    public Schema Schema { get; init; } = Schema.Of("""{"type":"string"}""");

    /// <summary>A value that works with the sandbox.</summary>
    public string? Example { get; init; }

    /// <summary>Whether it must be there; one of the path always must.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether the value may go on over several segments of the path, as ids of models do.</summary>
    public bool HasSlashes { get; init; }

    /// <summary>One that several endpoints have, by its name in components.json.</summary>
    public static Parameter Shared(string name) => new("", name, "");

    public static Parameter Path(string name, string text, string? example = null) => new("path", name, text) { Example = example };

    public static Parameter Query(string name, string text, Schema? schema = null) =>
        schema is null ? new("query", name, text) : new("query", name, text) { Schema = schema };

    public static Parameter Header(string name, string text, Schema? schema = null) =>
        schema is null ? new("header", name, text) : new("header", name, text) { Schema = schema };
}

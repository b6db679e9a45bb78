using System.Text.Json.Serialization.Metadata;

namespace LlmFunctions.Functions.Description;

/// <summary>Endpoints that belong together. Each surface is a file in the folder Surfaces and a line in <see cref="ApiDescription.Surfaces"/>.</summary>
/// <param name="Name">Its name, the tag of its operations.</param>
/// <param name="Text">What it is, as Markdown.</param>
internal sealed record Surface(string Name, string Text)
{
    public required IReadOnlyList<Operation> Operations { get; init; }

    /// <summary>
    /// The file in the folder Surfaces with schemas that no record stands for, such as those of other people's formats; without its
    /// extension. It is an object of schemas by name.
    /// </summary>
    public string? Schemas { get; init; }

    /// <summary>Records to which these schemas refer, and which no operation names itself.</summary>
    public IReadOnlyList<JsonTypeInfo> Records { get; init; } = [];

    /// <summary>Headers of all its answers, beside those that follow from the operations.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];
}

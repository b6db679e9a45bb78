namespace LlmFunctions.Functions.Description;

/// <summary>A form that a body has.</summary>
/// <param name="Type">Its content type.</param>
/// <param name="Schema">What the body must be; of a stream, what each of its events must be.</param>
internal sealed record Content(string Type, Schema Schema)
{
    public const string JsonType = "application/json";
    public const string EventsType = "text/event-stream";
    public const string LinesType = "application/x-ndjson";

    /// <summary>Bodies that work with the sandbox, or are what it answers.</summary>
    public IReadOnlyList<Example> Examples { get; init; } = [];

    /// <summary>Whether it is a stream, one event after another.</summary>
    public bool IsStream { get; private init; }

    public static Content Json(Schema schema, params IReadOnlyList<Example> examples) => new(JsonType, schema) { Examples = examples };

    /// <summary>Server-sent events, each with a JSON document as its data.</summary>
    public static Content Events(Schema data) => new(EventsType, data) { IsStream = true };

    /// <summary>A JSON document a line.</summary>
    public static Content Lines(Schema line) => new(LinesType, line) { IsStream = true };

    /// <summary>A JSON array that grows, one item after another.</summary>
    public static Content Array(Schema item) => new(JsonType, item) { IsStream = true };

    /// <summary>A form, as an object whose field <c>file</c> is the file.</summary>
    public static Content Form(Schema schema, params IReadOnlyList<Example> examples) => new("multipart/form-data", schema) { Examples = examples };

    /// <summary>Text that is not JSON.</summary>
    public static Content Text(string type) => new(type, Schema.Of("""{"type":"string"}"""));
}

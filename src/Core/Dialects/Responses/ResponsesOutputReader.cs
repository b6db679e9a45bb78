using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Responses;

/// <summary>Reads how the model is to think, and in what form it is to answer.</summary>
internal static class ResponsesOutputReader
{
    private const string Logprobs = "message.output_text.logprobs";

    // What these ask for is always there, or of tools that no answer from here can come from.
    private static readonly string[] Included =
    [
        Logprobs, "reasoning.encrypted_content", "message.input_image.image_url", "file_search_call.results", "web_search_call.results",
        "web_search_call.action.sources", "computer_call_output.output.image_url", "code_interpreter_call.outputs",
    ];

    public static void Read(RequestValue root, ChatRequest request, Dictionary<string, JsonElement> extra, ResponsesReading reading)
    {
        ReadReasoning(root, request, reading);
        if (root.Optional("text") is { } text)
        {
            reading.DropOthers(text, "text", "format", "verbosity");
            request.ResponseFormat = text.Optional("format") is { } format ? ReadFormat(format, reading) : null;
            if (text.Optional("verbosity") is { } verbosity)
            {
                extra["verbosity"] = verbosity.Word() is "low" or "medium" or "high"
                    ? verbosity.Json
                    : throw verbosity.Refuse("must be one of 'low', 'medium' and 'high'");
            }
        }

        string[] include = [.. (root.Optional("include")?.Items() ?? []).Select(static item => item.Word())];
        if (include.Except(Included).Any())
        {
            reading.Drop("include");
        }

        request.TopLogprobs = root.Optional("top_logprobs")?.Integer(0) is { } top
            ? top is > 0 and <= 20 ? top : top == 0 ? null : throw root.Required("top_logprobs").Refuse($"must be between 0 and 20, not {top}")
            : null;
        request.Logprobs = request.TopLogprobs is not null || include.Contains(Logprobs) ? true : null;
    }

    private static void ReadReasoning(RequestValue root, ChatRequest request, ResponsesReading reading)
    {
        if (root.Optional("reasoning") is not { } reasoning)
        {
            return;
        }

        // What a provider shows of its thinking is shown, whichever kind of summary was asked for.
        reading.DropOthers(reasoning, "reasoning", "effort", "summary", "generate_summary", "mode");
        request.ReasoningEffort = reasoning.Optional("effort")?.Word();
        foreach (string name in (string[])["summary", "generate_summary"])
        {
            if (reasoning.Optional(name) is { } summary && summary.Text() is not ("auto" or "concise" or "detailed"))
            {
                throw summary.Refuse("must be one of 'auto', 'concise' and 'detailed'");
            }
        }

        if (reasoning.Optional("mode") is { } mode && mode.Text() != "standard")
        {
            throw ResponsesReading.Refuse($"The reasoning mode {mode.Text()} cannot be carried", mode.Path);
        }
    }

    private static ResponseFormat? ReadFormat(RequestValue format, ResponsesReading reading)
    {
        switch (format.Type)
        {
            case ResponseFormat.TextType:
                return null;
            case ResponseFormat.JsonObjectType:
                return new ResponseFormat { Type = ResponseFormat.JsonObjectType };
            case ResponseFormat.JsonSchemaType:
                reading.DropOthers(format, "text.format", "type", "name", "description", "schema", "strict");
                return new ResponseFormat
                {
                    Type = ResponseFormat.JsonSchemaType,
                    JsonSchema = new JsonSchemaFormat
                    {
                        Name = format.Required("name").Word(),
                        Description = format.Optional("description")?.Text(),
                        Schema = format.Required("schema").AsObject().Json,
                        Strict = format.Optional("strict")?.Boolean(),
                    },
                };
            default:
                throw format.Required("type").Refuse("must be one of 'text', 'json_object' and 'json_schema'");
        }
    }
}

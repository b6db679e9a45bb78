using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Anthropic;

/// <summary>Reads how the model is to think and in what form it is to answer.</summary>
internal static class AnthropicOutputReader
{
    private const string Config = "output_config";
    private const string Effort = "effort";

    // OpenAI's dialect wants a name for every schema, and Anthropic's has none.
    private const string SchemaName = "answer";

    public static void Read(RequestValue root, ChatRequest request, AnthropicReading reading)
    {
        request.Thinking = root.Optional("thinking") is { } thinking ? ReadThinking(thinking) : null;
        RequestValue? config = root.Optional(Config);
        if (config is { } given)
        {
            reading.DropOthers(given, Config, Effort, "format");
            ReadEffort(given.Optional(Effort)?.Word(), request, reading);
        }

        // The older name of output_config.format.
        if ((config?.Optional("format") ?? root.Optional("output_format")) is { } format)
        {
            request.ResponseFormat = ReadFormat(format, reading);
        }
    }

    private static ThinkingOptions ReadThinking(RequestValue thinking)
    {
        Dictionary<string, JsonElement> others = thinking.Properties
            .Where(static property => property.Name is not ("type" or "budget_tokens"))
            .ToDictionary(static property => property.Name, static property => property.Json);
        string type = thinking.Type;
        return new ThinkingOptions
        {
            Type = type,
            BudgetTokens = type == "enabled" ? thinking.Required("budget_tokens").Integer(0) : thinking.Optional("budget_tokens")?.Integer(0),
            Extra = others.Count > 0 ? others : null,
        };
    }

    private static void ReadEffort(string? effort, ChatRequest request, AnthropicReading reading)
    {
        // Elsewhere an effort is what turns thinking on.
        if (effort is not null && request.Thinking?.Type == "disabled")
        {
            reading.Drop($"{Config}.{Effort}");
        }
        else
        {
            request.ReasoningEffort = effort;
        }
    }

    private static ResponseFormat? ReadFormat(RequestValue format, AnthropicReading reading)
    {
        string type = format.Type;
        if (type != ResponseFormat.JsonSchemaType)
        {
            reading.Refuse($"the output format {type}", $"{format.Path}.type");
            return null;
        }

        reading.DropOthers(format, format.Path, "type", "schema");
        return new ResponseFormat
        {
            Type = type,
            JsonSchema = new JsonSchemaFormat { Name = SchemaName, Schema = format.Required("schema").AsObject().Json },
        };
    }
}

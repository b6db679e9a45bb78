using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>Reads <c>tools</c> and <c>toolConfig</c>.</summary>
internal static class GeminiToolsReader
{
    public static void Read(GeminiField request, ChatRequest chat, GeminiNatives natives)
    {
        List<ToolDefinition> tools = [];
        foreach (GeminiField tool in request["tools"]?.Items() ?? [])
        {
            foreach ((string name, GeminiField field) in tool.Object().Properties())
            {
                if (name == "functionDeclarations")
                {
                    tools.AddRange(field.Items().Select(declaration => Function(declaration.Object(), natives)));
                }
                else
                {
                    natives.Require(field, name);
                }
            }
        }

        chat.Tools = tools.Count > 0 ? tools : null;
        foreach ((string name, GeminiField field) in request["toolConfig"]?.Object().Properties() ?? [])
        {
            if (name == "functionCallingConfig")
            {
                ReadCalling(field.Object(), chat, natives);
            }
            else
            {
                natives.Drop(field);
            }
        }
    }

    private static ToolDefinition Function(GeminiField declaration, GeminiNatives natives)
    {
        GeminiField name = declaration.Required("name");
        FunctionDefinition function = new() { Name = name.Text() is { Length: > 0 } text ? text : throw name.Invalid("must not be empty") };
        foreach ((string property, GeminiField field) in declaration.Properties())
        {
            switch (property)
            {
                case "name":
                    break;
                case "description":
                    function.Description = field.Text();
                    break;
                case "parameters":
                    function.Parameters ??= GeminiSchemaReader.Read(field.Object(), natives);
                    break;
                case "parametersJsonSchema":
                    function.Parameters = field.Object().Value;
                    break;
                default:
                    natives.Drop(field);
                    break;
            }
        }

        return new ToolDefinition { Type = ToolDefinition.FunctionType, Function = function };
    }

    private static void ReadCalling(GeminiField config, ChatRequest chat, GeminiNatives natives)
    {
        string[] allowed = [.. config["allowedFunctionNames"]?.Items().Select(static name => name.Text()) ?? []];
        foreach (string name in allowed)
        {
            if (chat.Tools?.Any(tool => tool.Function!.Name == name) is not true)
            {
                throw config["allowedFunctionNames"]!.Value.Invalid($"names '{name}', which is not among the functions");
            }
        }

        GeminiField? mode = config["mode"];
        chat.ToolChoice = mode?.Text().ToUpperInvariant() switch
        {
            null or "MODE_UNSPECIFIED" => null,
            "AUTO" => new ToolChoice { Mode = ToolChoice.Auto },
            "NONE" => new ToolChoice { Mode = ToolChoice.None },
            "VALIDATED" => Validated(mode.Value, natives),
            "ANY" when chat.Tools is null => natives.Only is null ? throw mode.Value.Invalid("is only allowed when functions are given") : null,
            "ANY" when allowed is [var only] => new ToolChoice { Mode = ToolChoice.Function, FunctionName = only },
            "ANY" => new ToolChoice { Mode = ToolChoice.Required },
            _ => throw mode.Value.Invalid("must be one of 'AUTO', 'ANY', 'NONE' and 'VALIDATED'"),
        };
        if (allowed.Length > 0 && chat.ToolChoice?.Mode != ToolChoice.Function)
        {
            // Others have no such list; a function that is not shown is not called.
            chat.Tools = [.. chat.Tools!.Where(tool => allowed.Contains(tool.Function!.Name, StringComparer.Ordinal))];
        }

        foreach ((string name, GeminiField field) in config.Properties())
        {
            if (name is not ("mode" or "allowedFunctionNames"))
            {
                natives.Drop(field);
            }
        }
    }

    // Either words or a call that follows its schema: all but the last is what the others do.
    private static ToolChoice Validated(GeminiField mode, GeminiNatives natives)
    {
        natives.Drop(mode);
        return new ToolChoice { Mode = ToolChoice.Auto };
    }
}

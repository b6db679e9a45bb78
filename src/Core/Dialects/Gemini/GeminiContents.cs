using System.Globalization;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>Reads <c>systemInstruction</c> and <c>contents</c> as messages.</summary>
internal sealed class GeminiContents(GeminiNatives natives, bool hasCachedContent)
{
    private readonly List<ChatMessage> _messages = [];
    private readonly GeminiCalls _calls = new();

    public IReadOnlyList<ChatMessage> Messages => _messages;

    public void AddSystem(GeminiField instruction)
    {
        List<ContentPart> texts = [];
        foreach (GeminiField part in instruction.Object().Required("parts").Items())
        {
            texts.Add(ContentPart.OfText(part.Object().Required("text", "a system instruction is text").Text()));
        }

        if (texts.Count > 0)
        {
            _messages.Add(new ChatMessage { Role = "system", Content = ContentOf(texts) });
        }
    }

    public void AddContents(GeminiField contents)
    {
        int count = _messages.Count;
        foreach (GeminiField content in contents.Items())
        {
            Add(content.Object());
        }

        if (_messages.Count == count && !hasCachedContent)
        {
            throw contents.Invalid("must have at least one content");
        }
    }

    private void Add(GeminiField content)
    {
        switch (content["role"]?.Text())
        {
            case null or "" or "user" or "function":
                AddUser(content, content.Required("parts").Items());
                break;
            case "model":
                // A model that had nothing to say answers without parts, and apps send that back.
                AddModel(content["parts"]?.Items() ?? []);
                break;
            case "system":
                AddSystem(content);
                break;
            default:
                throw content["role"]!.Value.Invalid("must be 'user' or 'model'");
        }
    }

    /// <summary>Results come before what the user says beside them: other dialects want them right after the calls.</summary>
    private void AddUser(GeminiField content, IEnumerable<GeminiField> parts)
    {
        List<ContentPart> said = [];
        bool hasResults = false;
        foreach (GeminiField part in parts)
        {
            if (part.Object()["functionResponse"] is { } result)
            {
                AddResult(result.Object());
                hasResults = true;
            }
            else
            {
                said.Add(Part(part));
            }
        }

        if (said.Count > 0)
        {
            _messages.Add(new ChatMessage { Role = "user", Content = ContentOf(said) });
        }
        else if (!hasResults)
        {
            throw content["parts"]!.Value.Invalid("must have at least one part");
        }
    }

    private ContentPart Part(GeminiField part)
    {
        ContentPart? read = null;
        (string Name, GeminiField Field)? unknown = null;
        foreach ((string name, GeminiField field) in part.Properties())
        {
            switch (name)
            {
                case "text":
                    read = ContentPart.OfText(field.Text());
                    break;
                case "inlineData":
                    read = GeminiMediaReader.Inline(field);
                    break;
                case "fileData":
                    read = GeminiMediaReader.File(field);
                    break;
                case "functionCall":
                    throw field.Invalid("is only allowed in a content of the role 'model'");
                case "thought":
                    break;
                default:
                    natives.Drop(field);
                    unknown ??= (name, field);
                    break;
            }
        }

        if (read is null && unknown is { } only)
        {
            // All that there is of the part: a kind that Google has and the others do not.
            natives.Require(only.Field, only.Name);
            return ContentPart.OfText("");
        }

        return read ?? throw part.Invalid("must have text, inlineData, fileData, functionCall or functionResponse");
    }

    private void AddResult(GeminiField result)
    {
        string? id = result["id"]?.Text() is { Length: > 0 } given ? given : null;
        string? name = result["name"]?.Text();
        if (id is null && string.IsNullOrEmpty(name))
        {
            throw result.Required("name", "it says which call the result answers").Invalid("must not be empty");
        }

        string callId = _calls.Answer(id, name) ?? (hasCachedContent ? id ?? _calls.Unknown() : throw result.Invalid("answers no functionCall before it"));
        string text = result.Required("response").Object().Value.GetRawText();
        List<ContentPart> media = [];
        foreach (GeminiField part in result["parts"]?.Items() ?? [])
        {
            media.Add(Part(part.Object()));
        }

        foreach ((string other, GeminiField field) in result.Properties())
        {
            if (other is not ("id" or "name" or "response" or "parts"))
            {
                natives.Drop(field);
            }
        }

        _messages.Add(new ChatMessage
        {
            Role = "tool",
            ToolCallId = callId,
            Content = media.Count == 0 ? text : MessageContent.FromParts([ContentPart.OfText(text), .. media]),
        });
    }

    private void AddModel(IEnumerable<GeminiField> parts)
    {
        GeminiModelTurn turn = new(string.Create(CultureInfo.InvariantCulture, $"{_messages.Count}"), natives);
        foreach (GeminiField part in parts)
        {
            turn.Add(part.Object());
        }

        if (turn.IsEmpty)
        {
            return;
        }

        ChatMessage message = turn.ToMessage();
        foreach (ToolCall call in message.ToolCalls ?? [])
        {
            _calls.Add(call);
        }

        _messages.Add(message);
    }

    private static MessageContent ContentOf(List<ContentPart> parts) =>
        parts is [{ Type: ContentPart.TextType, Text: { } text }] ? MessageContent.FromText(text) : MessageContent.FromParts(parts);
}

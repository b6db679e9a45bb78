using System.Text;
using LlmFunctions.Chat;
using LlmFunctions.Providers.Gemini;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>Reads what the model said before; a provider's answer is read by the same rules.</summary>
internal sealed class GeminiModelTurn(string id, GeminiNatives natives)
{
    private readonly GeminiAnswerParts _parts = new(0);
    private readonly StringBuilder _thinking = new();
    private readonly StringBuilder _reasoning = new();
    private readonly List<GeminiField> _unsigned = [];
    private readonly List<ThinkingBlock> _blocks = [];

    public bool IsEmpty { get; private set; } = true;

    public void Add(GeminiField part)
    {
        IsEmpty = false;
        Check(part);
        bool isThought = part["thought"]?.Flag() is true;
        IReadOnlyList<ThinkingBlock>? wrapped = GeminiSignature.Unwrap(part["thoughtSignature"]?.Text());
        if (wrapped is not null)
        {
            AddWrapped(part, wrapped, isThought);
        }
        else if (isThought && part["thoughtSignature"] is null)
        {
            // Whose it is the signature says, which comes at the end.
            _thinking.Append(part["text"]?.Text());
            _unsigned.Add(part);
        }
        else
        {
            Flush();
            _parts.AddPart(part.Value, id);
        }
    }

    public ChatMessage ToMessage()
    {
        Flush();
        ChatMessage message = _parts.ToMessage();
        return _blocks.Count == 0 ? message : message with
        {
            ReasoningContent = _reasoning.Append(message.ReasoningContent).ToString() is { Length: > 0 } reasoning ? reasoning : null,
            ThinkingBlocks = [.. _blocks, .. message.ThinkingBlocks ?? []],
        };
    }

    private void AddWrapped(GeminiField part, IReadOnlyList<ThinkingBlock> wrapped, bool isThought)
    {
        natives.HasForeignSignatures = true;
        string seen = isThought ? _thinking.Append(part["text"]?.Text()).ToString() : "";
        foreach (ThinkingBlock block in wrapped)
        {
            // An encrypted block has no text, and of several in one signature each has its own.
            bool isSeen = block is { Thinking: null, Data: null };
            _blocks.Add(isSeen ? block with { Thinking = seen } : block);
            _reasoning.Append(isSeen ? seen : block.Thinking);
            seen = isSeen ? "" : seen;
        }

        if (!isThought)
        {
            Flush();
            _parts.AddPart(part.Value, id, isSigned: false);
            return;
        }

        _thinking.Clear();
        _unsigned.Clear();
    }

    private void Flush()
    {
        foreach (GeminiField part in _unsigned)
        {
            _parts.AddPart(part.Value, id);
        }

        _unsigned.Clear();
        _thinking.Clear();
    }

    private static void Check(GeminiField part)
    {
        bool isAny = false;
        foreach ((string name, GeminiField field) in part.Properties())
        {
            switch (name)
            {
                case "text" or "thoughtSignature":
                    _ = field.Text();
                    break;
                case "functionCall":
                    if (field.Object().Required("name").Text().Length == 0)
                    {
                        throw field["name"]!.Value.Invalid("must not be empty");
                    }

                    _ = field["id"]?.Text();
                    _ = field["args"]?.Object();
                    break;
                case "inlineData":
                    _ = GeminiMediaReader.Inline(field);
                    break;
                case "functionResponse":
                    throw field.Invalid("is only allowed in a content of the role 'user'");
                default:
                    break;
            }

            isAny |= name is not ("thought" or "thoughtSignature");
        }

        if (!isAny && part["thoughtSignature"] is null)
        {
            throw part.Invalid("must have text, inlineData, fileData, functionCall or functionResponse");
        }
    }
}

using System.Text;
using LlmFunctions.Embeddings;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>
/// Reads an <c>EmbedContentRequest</c>, or a <c>BatchEmbedContentsRequest</c>, which is a list of them. Other providers
/// embed the texts alike, so what differs from one to the other is theirs to refuse.
/// </summary>
internal sealed class GeminiEmbeddingsReader(string model)
{
    private const string Requests = "requests";
    private const string Content = "content";
    private const string Model = "model";
    private const string Dimensions = "outputDimensionality";

    private readonly GeminiNatives _natives = new();
    private readonly List<string> _texts = [];
    private int? _dimensions;

    public static ClientEmbeddings Read(ReadOnlyMemory<byte> body, string model, bool isBatch)
    {
        GeminiField request = GeminiRequestReader.Parse(ref body);
        string id = GeminiRequestReader.Model(request, model);
        GeminiEmbeddingsReader reader = new(id);
        EmbeddingsRequest read = new() { Model = id, IsForeign = true };
        if (isBatch)
        {
            reader.ReadBatch(request, read);
        }
        else
        {
            reader.ReadOne(request, read);
        }

        read.Input = isBatch ? EmbeddingsInput.Of(reader._texts) : EmbeddingsInput.Of(reader._texts[0]);
        read.Dimensions = reader._dimensions;
        return new ClientEmbeddings(read, body) { NativeFields = reader._natives.Fields, NativeOnly = reader._natives.Only };
    }

    private void ReadBatch(GeminiField batch, EmbeddingsRequest read)
    {
        foreach (GeminiField item in batch.Required(Requests, "at least one is needed").Items())
        {
            GeminiRequestReader.Model(item.Object(), model);
            ReadOne(item, read: null);
        }

        if (_texts.Count == 0)
        {
            throw batch[Requests]!.Value.Invalid("must not be empty");
        }

        foreach ((string name, GeminiField field) in batch.Properties())
        {
            if (name is not (Requests or Model) && !GeminiExtensions.TryRead(name, field, read))
            {
                _natives.Drop(field);
            }
        }
    }

    private void ReadOne(GeminiField request, EmbeddingsRequest? read)
    {
        _texts.Add(Text(request.Required(Content)));
        ReadDimensions(request);
        foreach ((string name, GeminiField field) in request.Properties())
        {
            // Here the gateway's word for what the app is up to is Google's other name for its own.
            bool isExtension = read is not null && name != GeminiExtensions.TaskType && GeminiExtensions.TryRead(name, field, read);
            if (name is not (Content or Model or Dimensions) && !isExtension)
            {
                _natives.Drop(field);
            }
        }
    }

    private string Text(GeminiField content)
    {
        StringBuilder text = new();
        foreach (GeminiField part in content.Object().Required("parts", "at least one part is needed").Items())
        {
            if (part.Object()["text"] is { } words)
            {
                text.Append(words.Text());
            }
            else
            {
                _natives.Require(part, "contents that are not text");
            }
        }

        return text.ToString();
    }

    private void ReadDimensions(GeminiField request)
    {
        int? given = request[Dimensions] is { } field ? field.Integer(1, int.MaxValue) : null;
        if (_texts.Count > 1 && given != _dimensions)
        {
            _natives.Require(request, $"{Dimensions} that differs from one text to the next");
        }

        _dimensions = given;
    }
}

namespace LlmFunctions.LocalHost.Invocation;

/// <summary>Awaits what a function returned and takes the HTTP result out of it, without reflection at run time.</summary>
internal abstract class ReturnValue
{
    public abstract ValueTask<IResult?> ReadAsync(object? returned);

    /// <summary>The reader for a return type, or null where the type is not supported.</summary>
    public static ReturnValue? For(Type type)
    {
        if (type == typeof(void))
        {
            return new Nothing();
        }

        if (type == typeof(Task))
        {
            return new PlainTask();
        }

        if (type == typeof(ValueTask))
        {
            return new PlainValueTask();
        }

        if (IsResult(type))
        {
            return new Plain();
        }

        return type.IsGenericType && IsResult(type.GenericTypeArguments[0]) ? ForGeneric(type) : null;
    }

    /// <summary>Whether a return type carries an HTTP result.</summary>
    public bool CarriesResult => this is not (Nothing or PlainTask or PlainValueTask);

    private static bool IsResult(Type type) => typeof(IResult).IsAssignableFrom(type);

    private static ReturnValue? ForGeneric(Type type)
    {
        var definition = type.GetGenericTypeDefinition();
        var reader = definition == typeof(Task<>) ? typeof(TaskOf<>)
            : definition == typeof(ValueTask<>) ? typeof(ValueTaskOf<>)
            : null;
        return reader is null ? null : (ReturnValue?)Activator.CreateInstance(reader.MakeGenericType(type.GenericTypeArguments[0]));
    }

    private sealed class Nothing : ReturnValue
    {
        public override ValueTask<IResult?> ReadAsync(object? returned) => default;
    }

    private sealed class Plain : ReturnValue
    {
        public override ValueTask<IResult?> ReadAsync(object? returned) => new((IResult?)returned);
    }

    private sealed class PlainTask : ReturnValue
    {
        public override async ValueTask<IResult?> ReadAsync(object? returned)
        {
            await (Task)returned!;
            return null;
        }
    }

    private sealed class PlainValueTask : ReturnValue
    {
        public override async ValueTask<IResult?> ReadAsync(object? returned)
        {
            await (ValueTask)returned!;
            return null;
        }
    }

    private sealed class TaskOf<T> : ReturnValue
        where T : IResult
    {
        public override async ValueTask<IResult?> ReadAsync(object? returned) => await (Task<T>)returned!;
    }

    private sealed class ValueTaskOf<T> : ReturnValue
        where T : IResult
    {
        public override async ValueTask<IResult?> ReadAsync(object? returned) => await (ValueTask<T>)returned!;
    }
}
